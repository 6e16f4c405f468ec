"""The project's sectors and stages in the codes of others: OECD CRS and COFOG, CAMEO and PLOVER.

CRS purpose codes are those of the OECD list (IATI vocabulary 1); COFOG is the UN's classification of 1999;
CAMEO and PLOVER are the event ontologies of political science, where a signed agreement is CAMEO 057.
"""

from transforms.programs.patterns import read_raw_rows
from warehouse.tables import SectorCode, StageCode


def sector_codes() -> tuple[SectorCode, ...]:
    """One row per sector; codes are null where the other list has no place for it."""
    return tuple(
        SectorCode(
            sector=row["sector"], title=row["title"], crs_code=row["crs_code"] or None, crs_name=row["crs_name"] or None,  # noqa: E501
            cofog_code=row["cofog_code"] or None, cofog_name=row["cofog_name"] or None,
        )
        for row in read_raw_rows("sector_codes.tsv")
    )  # fmt: skip


def stage_codes() -> tuple[StageCode, ...]:
    """One row per stage."""
    return tuple(
        StageCode(
            stage=row["stage"], cameo_code=row["cameo_code"], cameo_name=row["cameo_name"],
            plover_event=row["plover_event"], note=row["note"],
        )
        for row in read_raw_rows("stage_codes.tsv")
    )  # fmt: skip
