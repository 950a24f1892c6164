"""How the screens look beyond the theme: the style sheet and the icon, read once when the app starts."""

from pathlib import Path

FAVICON = Path(__file__).parent / "favicon.svg"
STYLE = f"<style>{(Path(__file__).parent / 'style.css').read_text(encoding='utf-8')}</style>"
DARK = STYLE.replace("<style>", "<style>:root { color-scheme: dark; }\n", 1)


def style(theme: str | None) -> str:
    """The style sheet for the theme "light" or "dark" (None: not known yet).

    Dialogs hang outside of the part of the page that knows its theme, so the page as a whole is told.
    """
    return DARK if theme == "dark" else STYLE
