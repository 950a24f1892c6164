"""How the room looks from six metres: the style of its screen, read once when the app starts."""

from pathlib import Path

LOOK = f"<style>{(Path(__file__).parent / 'room.css').read_text(encoding='utf-8')}</style>"
