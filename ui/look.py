"""How the screens look beyond the theme: the style sheet and the icon, read once when the app starts."""

from pathlib import Path

FAVICON = Path(__file__).parent / "favicon.svg"
STYLE = f"<style>{(Path(__file__).parent / 'style.css').read_text(encoding='utf-8')}</style>"
