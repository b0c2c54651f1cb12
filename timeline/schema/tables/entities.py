"""Define the tables of speakers, offices, topics, places, sources and snapshots."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from timeline.schema.columns import (
    STRICT,
    Base,
    bounds_follow_date,
    created,
    filled,
    no_nul,
    number,
    one_of,
    uid,
    web_address,
)
from timeline.schema.vocabulary import ARRIVALS, SOURCE_KINDS, SPEAKER_KINDS


class Speaker(Base):
    """A person, organization or state that speaks or acts."""

    __tablename__ = "speakers"
    __table_args__ = (
        one_of("kind", SPEAKER_KINDS),
        filled("name"),
        CheckConstraint("country GLOB '[A-Z][A-Z]'", name="country"),
        no_nul("uid", "name", "kind", "country", "wikidata", "note"),
        Index(None, "name"),
        STRICT,
    )

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    name: Mapped[str] = mapped_column(doc="the name to print")
    kind: Mapped[str] = mapped_column(server_default=text("'person'"), doc="person, organization or state")
    country: Mapped[str | None] = mapped_column(doc="country it speaks for, ISO 3166 alpha-2")
    wikidata: Mapped[str | None] = mapped_column(doc="Wikidata item, such as Q58217")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class SpeakerName(Base):
    """A name of a speaker, in any language; the printed name is one of them."""

    __tablename__ = "speaker_names"
    __table_args__ = (
        UniqueConstraint("speaker_id", "name"),
        filled("name"),
        no_nul("name", "lang", "key"),
        Index("ix_speaker_names_name_nocase", text("name COLLATE NOCASE")),
        Index(None, "key"),
        STRICT,
    )

    id: Mapped[int] = number()
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), doc="whose name this is")
    name: Mapped[str] = mapped_column(doc="the name")
    lang: Mapped[str | None] = mapped_column(doc="its language, BCP 47")
    key: Mapped[str | None] = mapped_column(doc="matching key; NULL until timeline computes it")
    changeset_id: Mapped[int | None] = created()


class Office(Base):
    """An office that a speaker held, and when."""

    __tablename__ = "offices"
    __table_args__ = (
        filled("title"),
        CheckConstraint("country GLOB '[A-Z][A-Z]'", name="country"),
        bounds_follow_date(required=False),
        no_nul("title", "organization", "country", "date", "note"),
        Index(None, "speaker_id", "date_earliest"),
        STRICT,
    )

    id: Mapped[int] = number()
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), doc="who held it")
    title: Mapped[str] = mapped_column(doc="its title, such as foreign minister")
    organization: Mapped[str | None] = mapped_column(doc="its organization, such as Russia or the Kremlin")
    country: Mapped[str | None] = mapped_column(doc="its country, ISO 3166 alpha-2")
    date: Mapped[str | None] = mapped_column(doc="when the speaker held it, an EDTF date, usually an interval")
    date_earliest: Mapped[str | None] = mapped_column(doc="first day on which the speaker may have held it")
    date_latest: Mapped[str | None] = mapped_column(doc="last day on which the speaker may have held it")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class Topic(Base):
    """A subject that entries are about."""

    __tablename__ = "topics"
    __table_args__ = (filled("name"), no_nul("uid", "name", "key", "note"), Index(None, "key"), STRICT)

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    name: Mapped[str] = mapped_column(unique=True, doc="the name")
    key: Mapped[str | None] = mapped_column(doc="matching key; NULL until timeline computes it")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class Place(Base):
    """A place where something happened; a place may lie in another one."""

    __tablename__ = "places"
    __table_args__ = (
        filled("name"),
        CheckConstraint("parent_id <> id", name="parent"),
        CheckConstraint("country GLOB '[A-Z][A-Z]'", name="country"),
        no_nul("uid", "name", "country", "wikidata", "note"),
        Index(None, "parent_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    name: Mapped[str] = mapped_column(doc="the name to print")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), doc="the place that it lies in")
    country: Mapped[str | None] = mapped_column(doc="its country, ISO 3166 alpha-2, if it has one")
    wikidata: Mapped[str | None] = mapped_column(doc="Wikidata item")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class PlaceName(Base):
    """A name of a place, in any language; the printed name is one of them."""

    __tablename__ = "place_names"
    __table_args__ = (
        UniqueConstraint("place_id", "name"),
        filled("name"),
        no_nul("name", "lang", "key"),
        Index(None, "key"),
        STRICT,
    )

    id: Mapped[int] = number()
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), doc="whose name this is")
    name: Mapped[str] = mapped_column(doc="the name")
    lang: Mapped[str | None] = mapped_column(doc="its language, BCP 47")
    key: Mapped[str | None] = mapped_column(doc="matching key; NULL until timeline computes it")
    changeset_id: Mapped[int | None] = created()


class Source(Base):
    """A document: article, transcript, video, post, treaty."""

    __tablename__ = "sources"
    __table_args__ = (
        one_of("kind", SOURCE_KINDS),
        CheckConstraint("coalesce(title, url, publisher) IS NOT NULL", name="named"),
        web_address("url"),
        web_address("archive_url"),
        no_nul(
            "uid",
            "kind",
            "title",
            "publisher",
            "author",
            "url",
            "archive_url",
            "published",
            "lang",
            "accessed_at",
            "note",
        ),
        Index(None, "url"),
        Index(None, "archive_url"),
        Index(None, "title"),
        STRICT,
    )

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    kind: Mapped[str] = mapped_column(server_default=text("'article'"), doc="article, transcript, video …")
    title: Mapped[str | None] = mapped_column(doc="its title")
    publisher: Mapped[str | None] = mapped_column(doc="who published it")
    author: Mapped[str | None] = mapped_column(doc="who wrote it")
    url: Mapped[str | None] = mapped_column(doc="its address")
    archive_url: Mapped[str | None] = mapped_column(doc="address of an archived copy")
    published: Mapped[str | None] = mapped_column(doc="when it was published, an EDTF date")
    lang: Mapped[str | None] = mapped_column(doc="its language, BCP 47")
    accessed_at: Mapped[str | None] = mapped_column(doc="when somebody last looked at it")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class Snapshot(Base):
    """A source as retrieved: its bytes, its text and the fingerprints of both."""

    __tablename__ = "snapshots"
    __table_args__ = (
        one_of("arrival", ARRIVALS),
        CheckConstraint("iif(redirects IS NULL, 1, json_valid(redirects))", name="redirects"),
        CheckConstraint("iif(headers IS NULL, 1, json_valid(headers))", name="headers"),
        no_nul(
            "retrieved_at",
            "media_type",
            "content_sha256",
            "text",
            "text_sha256",
            "extractor",
            "requested_url",
            "final_url",
            "redirects",
            "headers",
        ),
        Index(None, "source_id"),
        Index(None, "content_sha256"),
        Index(None, "text_sha256"),
        STRICT,
    )

    id: Mapped[int] = number()
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), doc="the source")
    retrieved_at: Mapped[str] = mapped_column(doc="when it was retrieved, in UTC")
    media_type: Mapped[str | None] = mapped_column(doc="such as text/html")
    content: Mapped[bytes | None] = mapped_column(doc="the bytes as retrieved, compressed with gzip or not")
    content_sha256: Mapped[str | None] = mapped_column(doc="SHA-256 of the bytes as retrieved")
    text: Mapped[str] = mapped_column(doc="the text that was extracted")
    text_sha256: Mapped[str] = mapped_column(doc="SHA-256 of the text in UTF-8")
    extractor: Mapped[str | None] = mapped_column(doc="the program that extracted the text, with its version")
    arrival: Mapped[str | None] = mapped_column(doc="how it arrived: fetched, file, archive or import; NULL if unknown")
    requested_url: Mapped[str | None] = mapped_column(doc="the address that was asked for")
    final_url: Mapped[str | None] = mapped_column(doc="the address that sent the bytes, after all redirects")
    redirects: Mapped[str | None] = mapped_column(doc="each redirect, as JSON: [[status, address it led to], …]")
    status: Mapped[int | None] = mapped_column(doc="the status of the answer, such as 200")
    headers: Mapped[str | None] = mapped_column(doc="headers that say what the server sent and of when, as JSON")
    changeset_id: Mapped[int | None] = created()
