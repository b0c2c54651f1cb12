"""Render the introduction of a publication: Markdown without HTML and pictures, and with http and https links only."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from timeline import files
from timeline.errors import RefusedError
from timeline.words import addresses
from timeline.words.printable import inert

MAX_INTRO_BYTES = 1_000_000


def read(path: str) -> Markup:
    """Read a Markdown file as HTML. Raises RefusedError if it cannot be read."""
    if kind := files.irregular(path):
        raise RefusedError(f"{path} is {kind}; name a file", field="intro")
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_INTRO_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise RefusedError(f"{path} cannot be read: {error.strerror}", field="intro") from None
    except UnicodeDecodeError as error:
        raise RefusedError(f"{path} is not valid UTF-8 (byte {error.start})", field="intro") from None
    if len(data) > MAX_INTRO_BYTES:
        raise RefusedError(
            f"{path} has more than {MAX_INTRO_BYTES:,} bytes, the limit for an introduction", field="intro"
        )
    return rendered(text)


def rendered(text: str) -> Markup:
    """Return Markdown as HTML without scripts, styles or anything to load."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.validateLink = lambda url: addresses.safe(url) is not None  # type: ignore[method-assign]
    markdown.add_render_rule("link_open", _link)
    markdown.add_render_rule("image", _picture)
    tokens = markdown.parse(inert(text))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):  # the page itself has a heading of level 1
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
        for name in ("style", "class"):
            token.attrs.pop(name, None)
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704


def _link(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    tokens[place].attrSet("rel", "noreferrer external")
    return self.renderToken(tokens, place, options, env)


def _picture(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> Markup:
    """Return a link to a picture, because pages load nothing from other hosts."""
    source, text = tokens[place].attrs["src"], self.renderInlineAsText(tokens[place].children or [], options, env)
    return Markup('<a href="%s" rel="noreferrer external">%s</a>') % (source, text or source)
