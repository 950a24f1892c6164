"""What a manager is asking about: paraphrases by other hands than the phrasings, small talk, follow-ups, and wrong content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from engine.language.understand import understand
from engine.library import Library
from engine.rehearsal.hearing import Heard, hear
from engine.rehearsal.load import cast_of
from engine.rehearsal.rehearse import begin
from engine.rehearsal.state import State
from engine.rehearsal.topics import BEYOND, LOYALTY, Topic, TopicIndex, Topics, read_topics
from engine.talk.session import fold

FLOWS = Path(__file__).parents[1] / "flows"
DATA = yaml.safe_load((FLOWS / "personas" / "topics.yaml").read_text(encoding="utf-8"))
TOPICS = read_topics(DATA)
INDEX = TopicIndex(TOPICS)

# Written after the first phrasings, twelve a topic. The content has none of their sentences. The floors below are what is reached;
# the aim is 0.82.
PARAPHRASES = """
# enjoy_now
Which part of the job is the nice part for you?
Favourite task at present?
When I walk past your desk you sometimes look really cheerful. What are you working on at those times?
I am interested to hear what in your daily business makes you joy.
What would you do all day here if we let you?
What puts a smile on your face at work, as things are now?
You sounded pleased when you mentioned the supplier calls.
Any bright spots in the current workload?
Which of your duties feels least like work?
so whats good about the job atm
Tell me about last week, what was the best hour in it?
Where do you feel most alive in what we do here?
# enjoy_before
What was your favourite job ever?
Anything from the old days that you loved doing?
Take me back to a time when you really liked going to work.
In the company where you have been before, what has pleased you?
I'd be curious about your time at the charity; did you have fun there?
Proudest moment in your career?
Over all the years, which assignment stands out as a happy one?
what did you like about your first job
You did events once, didn't you? You always talk fondly of that.
If you go back through your jobs one by one, what did you like in each?
Which work from the past would you want to have again?
When you were in the other department, what was good there?
# kind_of_work
So where would you like all this to lead?
Next role: any thoughts?
If I gave you a blank sheet to draw up your perfect job, what would it say?
What is your wish for the professional future?
I've never actually asked what you'd like to be doing down the line.
Any ambition to lead a team?
In which direction do you want to develop your career?
What would you be up to in 2030 if it all went your way?
u want to stay technical or go into management?
What sort of tasks should your days be full of?
Sounds as if you fancy something with customers.
What do you want to do when you grow up, as they say?
# why
What's the appeal?
Why is it management that you're after?
I would like to understand the reason of your wish.
What is it that makes that job so tempting?
What would being a lead bring you?
And what would you love about that?
What is so attractive for you in data?
Is it more the status or the content that tempts you?
You want it because you'd finally be listened to.
whats behind it, why do you want this
Suppose you had it already: what would you like most about having it?
What's important to you in that?
# not_wanted
Anything you can't stand?
Which tasks make your heart sink?
If I took one chore away, which would you choose?
What for a work would you never like to make?
And on the flip side, what do you not enjoy?
What sort of job would you turn down flat?
what sucks about it
You pull a face whenever the rota comes up. Not your favourite?
What wears you down?
Where would you say no thanks straight away?
I guess all the admin is a pain for you.
What do you want to leave behind you?
# self_view
Strengths?
What's your own opinion of how you are as a leader?
I'd be glad if you'd start by telling me what you think you do particularly well.
What are you able to do very good?
How would you size yourself up against that role?
Do you reckon you could do it?
If you had to sell yourself to me in a minute, what would you say?
What would you call your talent?
how good do u think u are with people
Which abilities do you have that are useful there?
Your own judgement first: are you ready?
You think of yourself as a calm pair of hands.
# learning_record
Last thing you learned?
Tell me about when you had to get into a completely new subject.
Has anything gone wrong that you learned a lot from?
In which way do you learn new things the easiest?
Remember when we switched software overnight, how was that for you?
What have you been picking up lately?
When were you last really challenged, and what did you get from it?
How quick are you with new stuff, would you say, and when did it show?
which trainings did you make in the last years
What's the toughest thing you've had to learn?
You learned French from nothing, I heard. How did you go about that?
What did the difficult project teach you?
# feedback_got
What do folk here say about you?
Had any feedback on that?
I wonder how the rest of the team would describe working with you.
What is the opinion of your colleagues about you?
Which compliments do you get?
What did they say to you at the last annual review?
Who has told you so?
If I spoke to your clients, what would I hear?
how are u getting along with the team
Did anyone ever point out something you could do better?
How do the juniors look at you?
You've been told you're too quiet.
# gaps
So what's lacking?
What aren't you able to do yet?
I wonder where you think you'd still have some way to go.
Which abilities must you still acquire?
Any weak spots?
What would you have to learn first?
If they interviewed you today, where would you come unstuck?
what skills u dont have for this
Where's room for improvement, in your opinion?
What do they have, the people in that job, that you haven't?
You have never handled a budget, is that right?
What more would be needed before you could step up?
# outside
How's home?
What does your wife say to that?
Is the salary a big part of the picture for you?
How is it with your family, can you travel so much?
I don't want to pry, but is there anything in your private life that we have to consider?
Do you feel pushed into it by someone?
Would you be up for a move to another country?
Who at home would feel it if you took this on?
is it about money
Is that what you want, or what your father wants?
How would longer days fit with picking up the kids?
You've a lot on your plate outside the office just now.
# secret
Come on, what's up?
Something's troubling you, I can tell.
Are you looking around for something else?
I have the feeling you are not saying me everything.
Should I be worried that you'll go?
Anything you've been wanting to get off your chest?
How are you really?
If I promise not to be cross, will you tell me the whole story?
are u planning to quit
You seem a bit down. Is that so?
What is the thing you're most anxious about?
Are other companies interested in you?
# options
Got any ideas?
What are the possible ways of getting that?
I'm sure you've turned this over in your head; what did you come up with?
What would be possibilities for you to gain this experience?
What could help you build that skill in the job you have?
How could you go after it without leaving the team?
If you were advising yourself, what would you say?
Let's list everything you can think of.
what can you try maybe
And if you couldn't do that, what other routes would there be?
Where could you get some practice?
What comes to mind as a way forward?
# action
OK, what are you doing first?
Which one do you go for, and when?
What's your commitment?
Let's pin it down. What, by what date?
What do you want to do concretely and until which date?
When's that going to happen?
Out of all that, what will you really get done this month?
So which step are you taking?
whats ur plan now
What shall I write down as the thing you're doing?
When do you plan to have that conversation with Finance?
What do you take home as a to-do?
# how
How are you planning to do it?
What's the way you'd do that?
Could you describe to me the procedure, one thing after another?
How do you want to do this concretely?
And in practical terms?
What would you do on day one of it?
How would you word the email?
How will you get that off the ground?
how do u start with it
Let's go into the nitty-gritty.
Which steps does that involve?
In what manner do you intend to go at it?
# sign
How'll you know?
What would tell you that it's been a success?
When can you say that you've got there?
By which things do we recognise that it was successful?
What will people notice about you if this works?
How do you measure it?
What difference would I be able to see?
If we look back at Christmas, what will have improved?
how you know it is finished and good
What result are you hoping for?
What would make you feel it had been worthwhile?
Any yardstick you could use?
# barrier
Any snags?
What might trip the plan up?
And if it doesn't come off?
What can be a hindrance for you?
What happens if they can't spare you?
What normally stops you from doing this sort of thing?
Do you see any difficulties on the way?
What would you do if Anna refuses?
what if there is no time
What's your fallback?
Who or what could put a spoke in the wheel?
When things get busy, what then?
# support
Need anything from me?
What could I do to help you along?
Who else might lend a hand?
Which help do you expect from me as your boss?
Is there someone I should put you in touch with?
Would you like me to clear some time for you?
Where do I come into it?
What would make it easier for you, from our end?
can i support u somehow
Which people do you need behind you?
What are you asking of me?
Should I talk to anyone on your behalf?
# review
When do we catch up on this?
Shall we say same place in four weeks?
I'll put something in the diary so we can see how you've got on. Which day?
When should we make the next meeting about this?
How about a quick chat in a month to see where things stand?
When do you want to come back to me with news?
Who's going to check with you whether it happened?
Would you like to touch base in January?
when is our next talk about that
On which date shall we go through it once more?
Let's not leave it a year this time. When do we talk?
Can you come and tell me how it went, say mid-March?
"""

# Three further rounds of six a topic, each written after the content of its day.
LATER = """
# enjoy_now
Which hours of your day go past quickest?
Let's start somewhere pleasant: what do you like here?
I have seen you laughing on the Tuesday calls, it seems you have good times there.
If I let you off everything but three jobs, which three would you hang on to?
does the work still give you something?
What would you tell a friend is great about what you do?
# enjoy_before
Was there anything you did at your last employer that you'd love to take up again?
Which chapter of your career would you relive?
In your life as worker, when have you been most content?
You ran the trade fair stand that summer and came back glowing. What was it that you liked?
what job have u liked most of all until now
I don't really know what you did before coming to us. What was the nice bit?
# kind_of_work
If it were up to you, what job would you hold three years on?
What do you fancy doing after this?
I'd like to know in which field you see you working later.
Something with more responsibility, or rather a new subject?
where u want to be in some years
We've known each other ages and I have no clue where you'd like to take your career.
# why
And what would be so nice about that?
I'm trying to see what it is in that job that you find so exciting.
Where's that coming from?
What makes project management the thing for you?
for what you want to become team leader
So being asked for advice is what you'd love about it.
# not_wanted
What could you do without?
Are there jobs on your list you'd pay someone else to do?
I believe you don't love writing reports.
Which work makes you tired already when you think of it?
what is the thing u like less in ur work
Tell me what would send you running from a job.
# self_view
Where do you shine?
Suppose you had to write your own reference: what would be in it?
Do you believe you are able to lead people?
What would you say are the two or three things that you do better than the rest of us?
how u see urself, ready or not
Let me hear first how you'd judge your own readiness.
# learning_record
When did you have to take on something you knew nothing about?
Tell me about a flop, and what came of it.
What was the most recent thing you found out how to do?
How did you learn the new ledger so quickly?
which thing was difficult to learn for you and how you made it
Do you pick things up by reading, by trying, or by asking?
# feedback_got
Have people commented on how you handle the difficult callers?
How do you and the rest of the crew get on?
If I took your two closest workmates to lunch, what would they say about you?
What has your boss before me told about your work?
Do others share your opinion of yourself?
what they say to you after the talk?
# gaps
What else would have to be in your toolbox?
And the other side of the coin: where are you still weak?
Is there a part of the lead's job you would not know how to do?
What is the experience which you do not have until now?
Which bits would need some polishing?
what must u learn for this job
# outside
Any reasons at home that speak against it?
Would your family come along if the job was in Leeds?
Do you need the extra cash?
Who put that idea into your head, your parents?
is it possible for u to travel, with the small kids
How do you fit it all in, with your dad being ill?
# secret
You've got something on your mind, haven't you?
Is somebody trying to poach you?
I'd rather hear it from you than find a resignation letter on my desk.
Are you feeling okay here with us?
What is it that you would never say to a boss?
tell me the truth, do you want to go away
# options
What avenues are there, as far as you can tell?
How could somebody in your job get to know that kind of thing?
Do you see something you could start with right where you are?
Which ideas came to you while we were talking?
I'm not going to give you the answer; what would you come up with?
what can be done to get this knowledge
# action
So who does what by Friday week?
What's the one thing you'll do?
By which date can I count on that being done?
What have you decided?
you will do it when?
Of those three, which gets done first, and in which week?
# how
How would you set about that?
What's involved in it, piece by piece?
Please explain me how you want to realise it.
Tell me what you'd actually do on the Monday morning to get it under way.
And the practical side of it?
in which way u will ask him
# sign
At the end of it, what should be better than it is now?
What will you look at to tell if it's any use?
How would your team notice?
How can we see that you have improved?
when you would say it was good
What would have to happen for you to call it a success?
# barrier
What's likely to trip you up?
Suppose your boss in the other team won't let you in. What's the next move?
Which stones are lying on the way?
You know what December's like here. How will you keep at it?
and when nobody has time for u?
What could make you put it off?
# support
Where could I be of help?
Who do you know that might give you a leg up?
Do you want me to speak with Finance?
What are you hoping I'd do?
u need something from my side?
Is there anything we as a company ought to provide?
# review
When do I hear from you again?
Let's get the next one in now: how's the 14th?
In how much time do we look what has happened with the plan?
Shall I ask you about it at our one-to-one in May?
Would a month be enough before we talk once more?
when we meet next time for this
# enjoy_now
What gets you going of a morning, workwise?
Out of everything on your plate, what do you actually look forward to?
With which duties are you most satisfied today?
Is there something about your post that you wouldn't swap?
You always volunteer for the onboarding sessions. You must like those.
which thing in the week makes you good mood
# enjoy_before
I never asked you about your years in retail. What did you get out of it?
Any work you did way back that still makes you grin?
Please describe me the nicest period in your professional life.
Of everything you've done since leaving school, what did you like most?
what made u happy in the former work
Did you have a manager or a project once that brought out the best in you?
# kind_of_work
What's your long game?
If we sat here again in 2029, what would you be telling me about your job?
Which tasks would you like to do in your future position?
Would you see yourself in charge of others, or more as the go-to expert?
Tell me where you'd want your path to take you.
what u wish for ur career
# why
What would you be getting from that that you're not getting here?
Can you say what makes it so attractive?
For which reason is it team leading that interests you?
Is it that you'd get to decide things yourself?
And that matters because?
Why does it have to be that one?
# not_wanted
What would you be glad to see the back of?
Is there some sort of work you'd never take on, whatever they paid?
Which activities do you find annoying?
You looked less than thrilled about doing the audits again.
what is boring for u
Where do I lose you, which topics make your eyes glaze over?
# self_view
What are you better at than me?
Let's have your take: where are you on the way to being a lead?
Which are your positive sides, what do you think?
What would you like me to know that you can do?
u think u can manage this job?
When people thank you, do you think it's deserved? What is it you do so well?
# learning_record
When did you last feel like a beginner?
Tell me about something you couldn't do two years back and now can.
In which moments of your work here did you learn the most?
What happened when you had to cover for Lena without any handover?
how long u needed to understand the new program
Has there been a moment that went badly and made you better?
# feedback_got
What's the word on you in the other office?
When you asked Dave what he thought, what was his answer?
How are you perceived from the other departments, do you know it?
What did your reviewer write?
Do the lads in the warehouse rate you?
somebody gave you feedback for the workshop?
# gaps
What haven't you got yet that the role needs?
Where would you still feel out of your depth?
In what must you become stronger?
If I were hiring, which box would you not tick?
what knowledge is missing
And beyond the technical stuff, what else would you need to be able to do?
# outside
Does the family know you're thinking about this?
How would you feel about leaving Bristol?
Is it a financial question for you?
Are you going for this because you want it, or because your sister did it?
can u work in the evening or u have children to care
I know things aren't easy with your mother at the moment. How does that play into it?
# secret
I'm getting the sense you've already half gone.
Level with me: is it something I've done?
Do you maybe have an offer from another firm?
What would you say if I weren't your manager?
something makes u sad?
You keep saying it's fine. Is it?
# options
What are your thoughts on how to get there?
Name me a few things that might work.
Which chances do you see in our department to learn that?
How could that be done without a course?
you have some idea how to get this experience?
Say I was away for a month: what would you have a go at?
# action
What have you chosen to do?
What's first, and what day?
Which measure will you realise and until when?
So what can I put next to your name, and with what date?
u do it this month or later?
Enough ideas; which one are you running with?
# how
What would that involve, practically speaking?
Go through it with me from start to finish.
How do you want to proceed?
What's the first thing you'd do on the day?
how exactly u want to speak with the boss of sales
And how would you get hold of the right people?
# sign
What would be better if it came off?
How do you tell whether you're getting anywhere?
On which points can we check the success?
What would I catch you doing that you don't do now?
how we know u are better then
When would you pat yourself on the back?
# barrier
What's going to make this hard?
If the budget gets frozen, what do you do?
What could be a reason that it doesn't happen?
Last year's resolution didn't last. What'll be different when it gets tough?
what is if your colleague is sick
Anyone who might not like the idea?
# support
What would you like from me?
Is there anybody whose help you could use?
How may I support you in this matter?
If I could change one thing for you to make it work, what would that be?
u want that I talk with him?
Would it be handy if I freed up your Friday mornings?
# review
When do you want to look back at this with me?
Can we say the first week of March for a progress check?
At which time should we control how far you are?
I'd like to see you in a month, same time. OK with you?
when i can ask u how it was
Let me know how it went, when would that be?
# enjoy_now
Tell me what you're loving about work this autumn.
Which projects make you stay late without noticing?
What is your preferred task in the team?
How do you find the new role, what do you like in it?
So the mentoring is the bit that really gives you something.
what is nice 4 u at the work
# enjoy_before
Was there a point in your career when everything just clicked?
Cast your mind back to the hospital job. What did you love there?
Which was your best year, and why?
What have you liked in the positions that you had until today?
Do you ever look back and think, those were the days?
did u like it in ur old firm
# kind_of_work
What would you like your job title not to say, but your days to be?
Which career do you imagine for yourself?
Where should the journey go?
Do you picture yourself managing, or doing the craft?
I'd love to know what you'd do if you could choose any job in this place.
what u want be in future
# why
What is so great about that job?
Why are you so set on it?
What do you expect to find there?
I'd like to understand what is driving that.
Is it about the responsibility or about the people?
y do u want that
# not_wanted
Which part of the week do you hate?
What are the things you'd gladly never do again?
For which tasks do you have no desire?
Is there anything about the job that gets you down?
You don't like being in the spotlight, do you?
wat do u not want
# self_view
What do you think you're really good at?
How would you judge your chances in that role?
In which things are you better than your colleagues?
How do you rate your leadership skills?
What makes you good at what you do?
do u feel ready 4 it
# learning_record
What have you learned about yourself this year?
When did you have to learn something under pressure?
How do you deal with things that are totally new for you?
Was there a project where you failed, and what did you do after?
You picked up the new system in a week. How?
what new things did u learn
# feedback_got
What do your colleagues appreciate about you?
Has your team ever told you how you come over?
What kind of response did you get on your report?
How does your supervisor rate you?
Do you get along with everyone in the department?
any feedback from ur boss?
# gaps
What do you think you still need to work on?
Which skills are you missing for the role?
Where do you have deficits?
What would be the hardest part of that job for you?
If you compare yourself with Tina, who has the role, what does she have that you lack?
what u need to learn yet
# outside
How does your husband feel about you changing jobs?
What role does money play?
Have you got enough time for your children?
Would you consider moving to the Leeds office?
Who is expecting you to do this, you or others?
is ur family ok with this
# secret
Is there anything you haven't told me?
Are you happy here, honestly?
Have you been talking to other companies?
What are you worried about?
I sense that something is wrong.
do u want to leave us
# options
What possibilities do you see?
How could you learn that here?
What would be your ideas on this?
Can you think of other ways to get there?
What might be a way to try it out?
have u any idea what u can do
# action
What will you do next week?
By when do you want to have it done?
What's your next step going to be?
Which of those ideas are you going to go with?
Can you give me a date?
what will u do first
# how
How do you want to go about it?
Talk me through the steps.
How will you actually get this done?
What do you need to do first, and what after?
In which way do you plan to approach them?
how do u do that
# sign
How will we know if it has worked?
What would success look like for you?
How do you notice that you've made progress?
What will be different in three months if it goes well?
What's the measure?
how do u see it worked
# barrier
What could stop you from doing it?
What if your boss says no?
Which obstacles do you see?
What will you do when it gets too busy?
What might go wrong?
what if it dont work
# support
What can I do to support you?
Who could help you with that?
Do you need something from me for this?
How can the team help?
What kind of support would you like?
can i help u
# review
When should we talk about this again?
Shall we meet in four weeks to see how it's going?
When do you want to review it?
Let's put a follow-up in the calendar. What day?
How will we follow up on it?
when do we meet again
"""

ABOUT_NOTHING = """
How was the weekend?
Could you send me the month-end figures by four?
The rota for December still has two holes in it.
Did you see the match last night?
It's freezing in here, isn't it?
The printer on the second floor is broken again.
I need the Hendry file before lunch.
Who's covering reception on Thursday?
Have you booked your annual leave yet?
We're moving to the new building in April.
The client wants the invoice split in two.
Can you open the window?
I'll get us a coffee.
Sorry I'm late, the train was stuck outside the station.
Is this room booked after us?
The auditors are here on Tuesday and Wednesday.
Please reset your password before Friday.
Let me shut the door.
Nice jumper.
Did Karen drop off the keys?
The budget meeting has been moved to three o'clock.
There's cake in the kitchen for Bill's birthday.
How's the weather where you are?
The server was down from two until six.
I'll be out of the office on Monday.
Can you hear me all right?
My screen has frozen, one second.
We had four hundred orders yesterday.
Have you filled in your timesheet?
Where did you park?
The new phones arrive on Wednesday.
Stock take starts at seven sharp.
The lift is out of order.
I've sent you the slides.
Did you get my message about the delivery?
The contract with the cleaning company runs out in June.
Sales were down two per cent in October.
Happy birthday, by the way!
Which floor is the canteen on?
Have a seat.
Do you take sugar?
We've got about half an hour.
The fire drill is at eleven.
Please close the ticket from last night.
Someone left the lights on.
What's the time?
The van needs new tyres.
I forwarded the email from procurement.
Traffic was dreadful this morning.
HR has changed the holiday form.
Did the samples go out on Friday?
The quarterly numbers are on the shared drive.
Who took the minutes?
My dog has eaten the remote control.
Shift change is at ten, not half past.
You can leave your coat on the chair.
The supplier has put prices up.
Are there any biscuits left?
I've got a dentist appointment at five.
The customer complained about the packaging.
The coffee machine is out of beans.
Could you move your car?
Our flight leaves at six.
I had a lovely holiday in Wales.
Have you seen my umbrella?
Invoices go to accounts, not to me.
We lost two pallets in the warehouse.
The Wi-Fi password is on the board.
How many people are coming to the lunch?
Please sign the delivery note.
It rained all weekend.
Jo is off sick until Monday.
The new rules on expenses start in January.
Is it half past already?
I'll just turn off my phone.
Good morning, come in.
There was an accident on the ring road.
Who ordered the taxi?
The heating comes on at seven.
Did the courier come?
Payroll closes on the twentieth.
Would you like tea or water?
They painted the corridor green.
Sheila sends her regards.
The test results came back clean.
You've got some ink on your sleeve.
Table four needs another chair.
The stapler is empty.
I parked by the bins.
Can you forward me the minutes?
"""


def labelled(lines: str) -> list[tuple[str, str]]:
    """Each line with the topic of the heading above it."""
    found, topic = [], ""
    for line in lines.strip().splitlines():
        if line.startswith("# "):
            topic = line[2:]
        else:
            found.append((topic, line))
    return found


def right(lines: str) -> float:
    """The share of lines that find their topic without help of a thread."""
    pairs = labelled(lines)
    return sum((found := INDEX.find(text)) is not None and found.topic == topic for topic, text in pairs) / len(pairs)


def test_paraphrases_find_their_topic() -> None:
    assert len(labelled(PARAPHRASES)) == 12 * len(TOPICS.topics)
    assert right(PARAPHRASES) >= 0.72


def test_later_paraphrases_find_their_topic() -> None:
    assert len(labelled(LATER)) == 18 * len(TOPICS.topics)
    assert right(LATER) >= 0.74


def test_lines_about_no_topic_find_none() -> None:
    lines = ABOUT_NOTHING.strip().splitlines()
    assert len(lines) == 90
    assert sum(INDEX.find(line) is None for line in lines) / len(lines) >= 0.85


def test_every_topic_finds_its_own_phrasings() -> None:
    pairs = [(name, text) for name, topic in TOPICS.topics.items() for text in topic.ask]
    missed = [text for name, text in pairs if (found := INDEX.find(text)) is None or found.topic != name]
    assert len(missed) <= 0.1 * len(pairs), missed


def test_content_is_complete() -> None:
    steps = {step["id"] for step in yaml.safe_load((FLOWS / f"{DATA['topics_of']}.yaml").read_text(encoding="utf-8"))["steps"]}
    texts = [text for topic in TOPICS.topics.values() for text in topic.ask]
    assert len(TOPICS.topics) == 18
    assert {part["step"] for part in DATA["topics"].values()} <= steps
    assert all(part["about"] and len(part["ask"]) >= 25 and part["keywords"] for part in DATA["topics"].values())
    assert len({text.lower() for text in texts}) == len(texts)
    assert all(list(weights) == sorted(weights, key=lambda key: -weights[key]) for weights in (t.keywords for t in TOPICS.topics.values()))


def test_no_paraphrase_is_copied_into_the_phrasings() -> None:
    texts = {text.lower() for topic in TOPICS.topics.values() for text in topic.ask}
    assert not texts & {text.lower() for _, text in labelled(PARAPHRASES) + labelled(LATER)}


@pytest.mark.parametrize("text", ["Why?", "why", "Tell me more.", "And then?", "OK, what else?", "How so?", "Hm. Go on.", "I see. What happened?"])
def test_bare_follow_ups_stay_on_the_thread(text: str) -> None:
    found = INDEX.find(text, "not_wanted")
    assert found is not None
    assert (found.topic, found.why) == ("not_wanted", "thread")
    assert INDEX.find(text) is None


def test_what_is_near_nothing_stays_on_the_thread() -> None:
    found = INDEX.find("The van needs new tyres.", "gaps")
    assert found is not None
    assert (found.topic, found.why) == ("gaps", "thread")


@pytest.mark.parametrize(
    "text",
    [
        "Is that most days?",
        "And was that all in one month?",
        "Have you still got any of it?",
        "Does this happen a lot?",
        "Are those the same ones?",
        "How often do they come?",
        "What put you off them?",
    ],
)
def test_bare_questions_that_point_back_stay_on_the_thread(text: str) -> None:
    found = INDEX.find(text, "enjoy_before")
    assert found is not None
    assert (found.topic, found.why) == ("enjoy_before", "thread")
    assert INDEX.find(text) is None
    assert INDEX.follows_up(text)


def test_bare_questions_that_point_at_nothing_or_have_a_form_are_read() -> None:
    for text in ("What do you do all day?", "What is in it for you?", "Do you enjoy it?", "How do you do it?"):
        assert not INDEX.follows_up(text), text


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Section two, skills still missing. Are there any?", "gaps"),
        ("Page three, obstacles. Have you got any?", "barrier"),
        ("Your family, what do they make of it all, and how do you feel about that?", "outside"),
        ("Fine. Milestones. Is that in one year or in three?", "kind_of_work"),
    ],
)
def test_a_heading_says_what_the_bare_question_behind_it_is_about(text: str, topic: str) -> None:
    found = INDEX.find(text, "enjoy_now")
    assert found is not None
    assert found.topic == topic


def test_a_tag_is_no_question_behind_a_heading() -> None:
    assert INDEX.find("The obstacles are small, is it?") != INDEX.find("The obstacles are small")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Which side of the ferry job would you gladly leave to the others?", "not_wanted"),
        ("What is there in the ferry job you would rather not have?", "not_wanted"),
        ("What about the ferry job would you not enjoy?", "not_wanted"),
        ("How would you rate yourself for the ferry job?", "self_view"),
        ("Timetables, how are you with those?", "gaps"),
        ("What kind of work would that be, on the ferry?", "kind_of_work"),
    ],
)
def test_a_form_decides_whatever_thing_it_names(text: str, topic: str) -> None:
    own = {"secret": ["ferry job", "ferry", "timetables"]}
    found = INDEX.with_keywords(own, {"secret": ["The ferry job.", "I dream of timetables."]}).find(text)
    assert found is not None
    assert (found.topic, found.why) == (topic, "keyword")


def test_no_phrasing_is_taken_for_a_bare_question() -> None:
    taken = [text for topic in TOPICS.topics.values() for text in topic.ask if INDEX.follows_up(text)]
    assert not taken, taken


def test_several_things_taken_up_lean_to_the_thread() -> None:
    topics = {"one": Topic({}, ("What makes it good?",)), "two": Topic({}, ("The boats came in late.",))}
    text = "What makes them late?"
    for several, topic in ((frozenset[str](), "one"), (frozenset({"them"}), "two")):
        index = TopicIndex(Topics(topics, several=several))
        found = index.find(text, "two")
        assert found is not None
        assert found.topic == topic
        assert index.takes_up(text) is bool(several)


@pytest.fixture(scope="module")
def heard() -> Callable[[str, str], Heard]:
    """What is heard in some words while a topic is at hand, by a persona whose story so far was about gaps."""
    texts = {name: (FLOWS / "personas" / f"{name}.yaml").read_text(encoding="utf-8") for name in ("raised_hopes", "moves", "topics")}
    cast = cast_of({"persona": texts["raised_hopes"], "moves": texts["moves"], "topics": texts["topics"]}, "raised_hopes", "hash")
    guide = Library().guide("career_talk")

    def hear_it(text: str, thread: str) -> Heard:
        said = understand(text, guide.language, date(2026, 11, 23), [], "manager")
        acts = frozenset(act.act for act in said.reading.acts)
        state = State(50, 10, 50, 50, 9, thread=thread, story="gaps")
        return hear(cast, fold(begin(guide, cast, "s", 1)), state, said, acts, 9, guide.language)

    return hear_it


@pytest.mark.parametrize("text", ["So nobody has to sign that but you. What else?", "A day with the buyers, then. Anything else?"])
def test_what_else_asks_for_more_ideas_while_the_plan_is_at_hand(heard: Callable[[str, str], Heard], text: str) -> None:
    assert heard(text, "options").topic == "options"


def test_what_else_goes_on_with_the_topic_at_hand_or_with_the_one_said_before_it(heard: Callable[[str, str], Heard]) -> None:
    assert heard("What else?", "not_wanted").topic == "not_wanted"
    assert heard("Your family has a say in it. What else?", "not_wanted").topic == "outside"


def test_the_last_question_leans_to_the_topic_at_hand_where_it_takes_up_several_things(heard: Callable[[str, str], Heard]) -> None:
    text = "What is it that makes those worth the trouble?"
    assert heard(text, "enjoy_now").topic == "enjoy_now"
    assert heard(text.replace("those", "a day"), "enjoy_now").topic != "enjoy_now"


def test_small_talk_is_about_no_topic() -> None:
    topics = {"one": Topic({}, ("What do you like about the work?",)), "two": Topic({}, ("Who else should we ask about the money?",))}
    text = "Do you like the rain?"
    found = TopicIndex(Topics(topics)).find(text, "two")
    assert found is not None
    assert found.topic == "one"
    talking = TopicIndex(Topics(topics, small_talk=("How do you like the rain today?",)))
    assert talking.find(text) is None
    kept = talking.find(text, "two")
    assert kept is not None
    assert (kept.topic, kept.why) == ("two", "thread")


def test_what_a_persona_could_tell_names_the_topic() -> None:
    text = "And the lighthouse?"
    assert INDEX.find(text) is None
    lines = {"outside": ["I grew up in a lighthouse with my aunt."], "why": ["Being asked is what I like."]}
    index = INDEX.with_keywords({}, lines)
    found = index.find(text)
    assert found is not None
    assert (found.topic, found.why) == ("outside", "phrasing")
    assert "lighthouse" in found.telling
    with pytest.raises(ValueError, match="no topic `hobbies`"):
        INDEX.with_keywords({}, {"hobbies": ["I play chess."]})


def test_a_topic_that_a_persona_has_nothing_about_has_a_little_against_it() -> None:
    topics = Topics({"told": Topic({}, ("What is it like?",)), "plan": Topic({}, ("What is it for?",))})
    near = TopicIndex(topics).find("What is it, for once?")
    assert near is not None
    assert near.topic == "plan"
    index = TopicIndex(topics).with_keywords({}, {"told": ["It was a grey day."]})
    for thread, more in ((None, -BEYOND), ("plan", LOYALTY)):
        found = index.find("What is it, for once?", thread)
        assert found is not None
        assert found.topic == "plan"
        assert found.score == pytest.approx(near.score + more, abs=0.001)


def test_a_found_topic_shows_the_words_that_told() -> None:
    found = INDEX.find("Does your wife know about it?")
    assert found is not None
    assert found.topic == "outside"
    assert any("wife" in words for words in found.telling)
    assert len(found.telling) <= 3


def test_a_named_topic_leaves_the_thread() -> None:
    found = INDEX.find("What does your family say about it?", "gaps")
    assert found is not None
    assert found.topic == "outside"


def test_a_found_topic_shows_why() -> None:
    found = INDEX.find("Which obstacles do you see?")
    assert found is not None
    assert (found.topic, found.why) == ("barrier", "keyword")
    assert "obstacle*" in found.words
    assert found.nearest in TOPICS.topics["barrier"].ask


def test_a_persona_adds_its_own_words() -> None:
    text = "What about the Brindle ledger?"
    assert INDEX.find(text) is None
    own = {"enjoy_before": ["brindle", "the ledger"]}
    for index in (INDEX.with_keywords(own), TopicIndex(TOPICS, own)):
        found = index.find(text)
        assert found is not None
        assert (found.topic, found.why, found.words) == ("enjoy_before", "keyword", ("brindle",))
    assert INDEX.find(text) is None


def test_an_unknown_topic_of_a_persona_is_refused() -> None:
    with pytest.raises(ValueError, match="no topic `hobbies`"):
        INDEX.with_keywords({"hobbies": ["chess"]})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What\u2019s missing?", "whats missing"),
        ("You don't like it?", "U dont like it"),
        ("What will YOU do?", "wat will you do"),
        ("What's the sales team's opinion of you?", "what is the sales team opinion of you"),
    ],
)
def test_spelling_makes_no_difference(one: str, other: str) -> None:
    first, second = INDEX.find(one), INDEX.find(other)
    assert first is not None
    assert second is not None
    assert (first.topic, first.score) == (second.topic, second.score)


@pytest.mark.parametrize("text", ["", "   ", "?!", "...", "\n\n", "\u2026"])
def test_without_words_the_thread_goes_on(text: str) -> None:
    found = INDEX.find(text, "why")
    assert found is not None
    assert (found.topic, found.why) == ("why", "thread")
    assert INDEX.find(text) is None


@pytest.mark.parametrize("text", ["a" * 100_000, "why " * 50_000, "what. " * 50_000, "you're' " * 20_000, "\u00e9\U0001f600" * 20_000])
def test_hostile_texts_are_read_to_the_limit_only(text: str) -> None:
    assert INDEX.find(text) == INDEX.find(text[:2000])


def test_a_question_after_other_sentences_counts() -> None:
    found = INDEX.find("Thanks for coming. The new phones have arrived. Anyway. What could get in the way of your plan?")
    assert found is not None
    assert found.topic == "barrier"


def test_same_text_same_answer() -> None:
    text = "How would you like your job to look in three years?"
    assert INDEX.find(text) == TopicIndex(TOPICS).find(text)


@pytest.mark.parametrize(
    ("part", "wrong", "said"),
    [
        ("keywords", {"learn": 4}, "above 0, at most 3"),
        ("keywords", {"learn": True}, "above 0, at most 3"),
        ("keywords", ["learn"], "must be a table"),
        ("ask", "What?", "list of texts"),
        ("ask", [1], "list of texts"),
    ],
)
def test_wrong_content_is_refused(part: str, wrong: object, said: str) -> None:
    data = {"topics": {"one": {"keywords": {"learn": 2}, "ask": ["What did you learn?"], part: wrong}}, "follow_ups": [], "fillers": []}
    with pytest.raises(ValueError, match=said):
        read_topics(data)


@pytest.mark.parametrize("key", ["", "...", "... learn", "learn ...", "*", "a*"])
def test_key_words_begin_and_end_with_words(key: str) -> None:
    with pytest.raises(ValueError, match="key word"):
        TopicIndex(Topics({"one": Topic({key: 1.0}, ("What?",))}))


def test_gaps_and_endings_in_key_words() -> None:
    index = TopicIndex(Topics({"one": Topic({"did you ... enjoy*": 3.0}, ("Pears.",)), "two": Topic({}, ("Apples.",))}))
    for text, met in [("Did you ever really much enjoyed it", True), ("did you enjoy", True), ("did you a b c d enjoy", False)]:
        found = index.find(text)
        assert (found is not None and found.words == ("did you ... enjoy*",)) == met
