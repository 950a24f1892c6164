"""What a talk runs on, compiled once and shared by all sessions: the flow, its machine, the language, the coach's lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.flow.model import Flow, Lines
from engine.language.understand import Language
from engine.talk.echo import Speech
from engine.talk.machine import FlowMachine

COACH_BANKS: Mapping[str, str] = {
    "heard_too": "said when one answer met other needs by the way; $titles",
    "plain": "a neutral acknowledgement when the need has none of its own left",
    "thin": "a need stays thin and the talk goes on",
    "easier": "before an easier way in, after 'I don't know'",
    "taken": "a half answer is taken as it is",
    "park": "an idea is kept for later; $idea, $step",
    "park_again": "the same idea was voiced again; $idea, $step",
    "back_to_question": "leads from an aside or a kept idea back to the open question",
    "aside": "answers small talk or venting",
    "asked_back": "a question back for which the flow has no straight answer",
    "others": "what others should do is noted; hands the doing back; $others",
    "hard_hold": "third failed reply to a hard need: why it is needed, and that pause, back and finish are there; $why",
    "hard_again": "leads into another way to ask a hard need; may use $quote",
    "hard_end": "the talk ends unfinished after the sixth failed reply to a hard need; $title",
    "held": "an advance was tried too early; $open_titles",
    "left_open": "with guards on warn or off: the step is left although needs are open; $open_titles",
    "help": "what can be typed",
    "why": "why the question is asked; $why",
    "why_nothing": "why, while no need is asked for",
    "where": "step $number of $count, $title, $about; $open_titles",
    "where_clear": "the same with nothing open in the step",
    "summary": "leads into the list of what was gathered",
    "summary_empty": "nothing gathered yet",
    "repeat": "leads into the same question again",
    "parked_on_command": "the person asked to keep the last idea; $idea, $step",
    "park_nothing": "there is nothing to keep yet",
    "pause": "the talk is kept as it is and can be taken up later",
    "skip_reason": "asks for the reason of a skip; $title",
    "skip_noted": "the skip is noted",
    "skip_hard": "a hard need can't be left out; $why",
    "skip_nothing": "nothing to skip just now",
    "back": "back at an earlier step; $title; asks what to change or add",
    "back_first": "there is no earlier step",
    "finish_confirm": "asks whether to end although the plan is not whole; $open_titles",
    "finish_left": "the talk goes on after all",
    "unfinished": "the talk ended before the plan was whole",
    "unfinished_gone": "the talk ended before the plan was whole, and the person chose that nothing is kept",
    "undo": "the last answer is taken back",
    "undo_nothing": "nothing to take back",
    "revise_which": "asks which answer to change; $titles",
    "revise_ask": "asks what it should say instead; $title, $old",
    "revise_preview": "a change and what it would open again, asks for a yes; $title, $reset_titles",
    "revise_done": "the change is made",
    "revise_left": "everything stays as it was",
    "changed_mind": "a change of wish: what would be opened again, that the rest stays; asks for a yes; $reset_titles",
    "changed_mind_done": "the change of wish is taken up",
    "added": "what was added at a recap is noted",
    "recap": "leads into the list at the end of a step; $title",
    "recap_passing": "after the list, when the talk goes on without waiting: one may still put it right",
    "time_short": "the time is nearly used; the rest goes shorter",
    "resume": "welcome back; leads into the open question",
    "red_flag": "the talk stops: signposts follow",
    "red_flag_after": "danger in a change of a finished plan: not kept, the plan stays as it was; signposts follow",
    "red_flag_resume": "goes on after a stop",
    "red_flag_end": "the talk ends after a stop",
    "done": "the plan stands; the talk is over",
    "kept_nothing": "everything is deleted, as asked",
    "about_me": "who or what is talking here, when somebody asks or wants a person",
    "annoyed": "somebody is cross with the talk: what they may do",
    "leaving": "somebody says goodbye in the middle; leads back to the open question",
    "already_said": "somebody says that they have answered already; another wording follows",
    "not_now": "beside a kept idea on the screen: why it has to wait; $step",
    "acts": "what the screen calls each act of the person, by the act's name",
    "not_an_idea": "what became of a parked idea that the person says was none",
    "dispute": "the person says that earlier words were no such act; the open question follows",
    "dispute_taken": "the same, and the words are now taken as the answer they were meant as",
    "confirmed": "the person says that earlier words were what the rules were not sure of",
    "earlier": "something known from an earlier talk, offered instead of the question: $when, $title, $value",
    "earlier_kept": "the person says that it still holds",
    "earlier_moved": "the person says that it holds no longer; the need's own question follows",
    "when": "how a day is named in passing, by the keys month and month_and_year; $month, $year",
    "changes": "what changed from one version of a plan to the next, by kind; $what, $from, $to, $why, $title",
    "again": "leads into a question for which no other wording is left",
}
"""Every bank of lines that the coach needs beside the flow's own, and what each is for."""


@dataclass(frozen=True, slots=True, eq=False)
class Guide:
    """A compiled flow with all that a talk needs. Immutable; one for all sessions."""

    flow: Flow
    language: Language
    lines: Mapping[str, Lines]
    speech: Speech
    signposts: str
    machine: FlowMachine
    source: str
    flow_hash: str
    language_hash: str
