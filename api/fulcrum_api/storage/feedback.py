"""What people said of advice, and of which rules it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from sqlalchemy import case, func, select

from fulcrum_api.storage.database import Database, mine
from fulcrum_api.storage.paging import before
from fulcrum_api.storage.records import Place, StoredFeedback
from fulcrum_api.storage.tables import consultations, feedback, feedback_rules

COLUMNS = [feedback.c[field.name] for field in fields(StoredFeedback)]


@dataclass(frozen=True)
class RuleCount:
    """How often the advice that a rule argued for was agreed with, and how often overridden."""

    rule: str
    agreed: int
    overridden: int


class Feedback:
    """The feedback of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, said: StoredFeedback, rules: Iterable[str]) -> bool:
        """Return whether feedback was kept: not, if its consultation has been deleted meanwhile."""
        query = select(consultations.c.id).where(
            consultations.c.id == said.consultation, mine(consultations, said.owner)
        )
        rows = [{"feedback": said.id, "rule": rule} for rule in sorted(set(rules))]
        with self._database.writing() as connection:
            # Held, so that nobody deletes it meanwhile and leaves this behind.
            if connection.scalar(query.with_for_update()) is None:
                return False
            connection.execute(feedback.insert().values(asdict(said)))
            if rows:
                connection.execute(feedback_rules.insert(), rows)
        return True

    def get(self, id: str, owner: str | None = None) -> StoredFeedback | None:
        """Return one piece of feedback of a key, or None."""
        query = select(*COLUMNS).where(feedback.c.id == id, mine(feedback, owner))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return StoredFeedback(**row) if row else None

    def page(
        self,
        owner: str | None,
        limit: int,
        verdict: str | None = None,
        rule: str | None = None,
        after: Place | None = None,
    ) -> list[StoredFeedback]:
        """Return up to `limit` pieces of feedback of a key, newest first."""
        query = select(*COLUMNS).where(mine(feedback, owner))
        if verdict:
            query = query.where(feedback.c.verdict == verdict)
        if rule:
            about = select(feedback_rules.c.feedback).where(feedback_rules.c.rule == rule)
            query = query.where(feedback.c.id.in_(about))
        with self._database.reading() as connection:
            rows = connection.execute(before(query, feedback, after).limit(limit)).mappings()
            return [StoredFeedback(**row) for row in rows]

    def of(self, consultation: str) -> list[StoredFeedback]:
        """Return all that was said of a consultation, oldest first."""
        query = select(*COLUMNS).where(feedback.c.consultation == consultation)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(feedback.c.created_at, feedback.c.id))
            return [StoredFeedback(**row) for row in rows.mappings()]

    def by_rule(self, owner: str | None) -> list[RuleCount]:
        """Return the verdicts counted for each rule, the most overridden first."""
        agreed, overridden = (
            func.sum(case((feedback.c.verdict == verdict, 1), else_=0)).label(verdict)
            for verdict in ("agreed", "overridden")
        )
        query = (
            select(feedback_rules.c.rule, agreed, overridden)
            .join(feedback, feedback.c.id == feedback_rules.c.feedback)
            .where(mine(feedback, owner))
            .group_by(feedback_rules.c.rule)
            .order_by(overridden.desc(), agreed, feedback_rules.c.rule)
        )
        with self._database.reading() as connection:
            return [RuleCount(r.rule, r.agreed, r.overridden) for r in connection.execute(query)]
