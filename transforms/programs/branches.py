"""Reads local branches: which territory a body belongs to, and lists of bodies that share a head."""

from dataclasses import replace

from transforms.programs.names import COUNTED, Entity
from transforms.programs.places import Place, place_at
from transforms.programs.territories import CENTRAL_CITIES, TerritoryNames
from transforms.text import one_tone_style

_STATES = ("bang", "tiểu bang")  # "Bộ Kinh tế bang A"


class BranchNames(TerritoryNames):
    """Reads the territory behind the name of a body."""

    def _plural_locality(self, end: int) -> bool:
        return any(token.low in COUNTED for token in self.tokens[max(end - 5, 0) : end])

    def _locality(self, end: int) -> tuple[int, Entity | str | None]:
        """The territory of a local branch: "tỉnh Hà Tĩnh", "hai tỉnh A và B", or just "tỉnh" for the paper's own."""  # noqa: E501
        step = end
        if step < len(self.tokens) and self.tokens[step].text == "(":
            closing = next(
                (k for k in range(step, min(step + 8, len(self.tokens))) if self.tokens[k].text == ")"), None
            )
            if (
                closing
                and closing + 1 < len(self.tokens)
                and self.tokens[closing + 1].low in ("tỉnh", "thành", "tp", "chi")
            ):
                step = closing + 1
            elif closing == step + 2 and (place := self._province_at(closing + 1)):
                return place.after, self._territory(place, closing + 1, closing + 1)
        branch = next((k for k in (step, step + 1) if self._low(k, k + 2) == "chi nhánh"), None)
        if branch is not None and (branch == step or self.tokens[step].low == ","):
            step = branch + 2
            if place := place_at(self.tokens, step):
                return place.after, self._territory(place, step, step)
        if step < len(self.tokens) and self.tokens[step].low in COUNTED:
            read = self._unit(step)
            if read:
                first = read[0][0]
                after = next((k for k, token in enumerate(self.tokens) if token.end == first.end), step) + 1
                return after, first
        level, after = self._unit_end(step)
        if level in ("province", "city", "district") or self._low(step, after) in _STATES:
            read_one = self._unit_name(after, level or "foreign", step, self._low(step, after).rstrip(" ."))
            if read_one:
                return read_one[1], read_one[0]
            if (
                level in ("province", "city")
                and self._is_home_level(level)
                and not (after < len(self.tokens) and self.tokens[after].capital)
            ):
                return after, "home"
        return (step, None) if step != end and self._low(end, end + 2) != "chi nhánh" else (end, None)

    def _province_at(self, at: int) -> Place | None:
        place = place_at(self.tokens, at) if at < len(self.tokens) else None
        return place if place and place.party.kind == "province" else None

    def _is_home_level(self, level: str) -> bool:
        """Whether "tỉnh" may be the paper's own: a centrally run city is none."""
        home = one_tone_style((self.setting.home or "").lower())
        return level == "city" or home not in CENTRAL_CITIES

    def _distribute(
        self, entity: Entity, local: Entity | str | None, end: int, name: int
    ) -> tuple[list[Entity], int]:
        """Gives each territory of a list its own branch: "Sở Y tế hai tỉnh A và B"."""
        found, after = [entity], end
        last = local.name if isinstance(local, Entity) else self._last_place(end)
        stem = entity.name[: -len(last)] if last and entity.name.endswith(last) else None
        while stem and (step := self._next_in_list(after)) is not None:
            read = self._one_of_a_list(step, local)
            if read is None:
                break
            other, after = read
            found.append(
                replace(
                    entity, start=other.start, end=other.end, name=stem + other.name, country=other.country
                )
            )
        if len(found) == 1 and not last:
            return self._named_alike(entity, end, name)
        return found, after

    def _one_of_a_list(self, at: int, local: Entity | str | None) -> tuple[Entity, int] | None:
        place = place_at(self.tokens, at)
        if place:
            return self._territory(place, at, at), place.after
        if isinstance(local, Entity) and local.kind == "district":
            return self._unit_name(at, "district", at, self.tokens[at].low)
        return None

    def _named_alike(self, entity: Entity, end: int, name: int) -> tuple[list[Entity], int]:
        """Gives each name of a list the head that stands before the first: "các khách sạn A, B và C"."""
        found, after = [entity], end
        head = self.shown[entity.start : self.tokens[name - 1].end]
        while (step := self._next_in_list(after)) is not None and not self._head(step):
            after = self._name_end(step)
            start, stop = self.tokens[step].start, self.tokens[after - 1].end
            found.append(
                replace(entity, start=start, end=stop, head=start, name=f"{head} {self.shown[start:stop]}")
            )
        return found, after

    def _last_place(self, end: int) -> str | None:
        for step in range(max(end - 5, 0), end):
            place = place_at(self.tokens, step)
            if place and place.after == end:
                return self.shown[self.tokens[step].start : self.tokens[end - 1].end]
        return None
