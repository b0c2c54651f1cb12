"""Offer the names that a few typed letters may mean."""

from starlette.responses import Response

from timeline.errors import NotFoundError
from timeline.formats.jsonl import dump
from timeline.reading.picking import pick as names_like
from timeline.reading.picking import pick_proposed
from timeline.schema.vocabulary import ENTITY_KINDS
from timeline.web.desk.visits import HEADERS, Visit


def pick(visit: Visit) -> Response:
    """Answer with the speakers, topics, places or sources that fit, as JSON: number, name, detail.

    ``proposed`` are the speakers of proposals, which have only a name.
    """
    kind, typed = visit.request.path_params["kind"], visit.request.query_params.get("q", "")
    if kind not in (*ENTITY_KINDS, "proposed"):
        raise NotFoundError(f"there are no names of the kind “{kind[:40]}”")
    with visit.desk.reading() as connection:
        rows: list[dict[str, object]]
        if kind == "proposed":
            rows = [{"name": name} for name in pick_proposed(connection.execute, typed)]
        else:
            fitting = names_like(connection.execute, kind, typed)
            rows = [{"id": one.id, "name": one.name, "detail": one.detail} for one in fitting]
    return Response(dump(rows), media_type="application/json", headers=HEADERS)
