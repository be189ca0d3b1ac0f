"""A small world in which several actors have one name: loaded anew by the tests of names."""

from __future__ import annotations

from pathlib import Path

from api.ingest.curated_facts import load_curated
from graph.versions.version_folders import DataFolder

TABLES = {
    "sources": """source_id,url,title,publisher,author,published,tier
news,https://news.example/jones,Of many names,The Example News,,2020-01-01,1
""",
    "actors": """actor_id,kind,name,alt_names,description,source_id,external_ids
van-jones,person,Van Jones,,Television host and advocate,news,
doug-jones,person,Doug Jones,,Senator from Alabama,news,
mike-thompson,person,Mike Thompson,,Representative from California,news,
michael-thompson,person,Michael Thompson,Mike Thompson,Director of a center,news,
fair-act,law,Fair Act,,Federal law,news,
bill-fair-act,bill,"S. 1, Fair Act of 2019",Fair Act,Bill of the Senate,news,
us-state-OH,place,Ohio,,State,news,
state-of-ohio,government_body,State of Ohio,Ohio,Government of the state,news,
helpers,organization,"R & D, 100% Helpers?",,Helps,news,
""",
    "relations": """relation_id,subject,predicate,object,role,start,end,amount_usd,quantity,unit,\
source_id,locator,note,outcome_type,claim_status,conflict_id
1,van-jones,advocates_for,fair-act,,2019,,,,,news,,,,stated,
2,doug-jones,advocates_for,fair-act,,2018,,,,,news,,,,stated,
3,mike-thompson,advocates_for,fair-act,,2018,,,,,news,,,,stated,
4,michael-thompson,leads,helpers,,2018,,,,,news,,,,stated,
5,helpers,located_in,us-state-OH,,,,,,,news,,,,stated,
6,van-jones,donates_to,helpers,,2019,2019,1000,,,news,,,,stated,
7,state-of-ohio,located_in,us-state-OH,,,,,,,news,,,,stated,
""",
}


def load_namesakes(folder: Path) -> DataFolder:
    """A data folder with one version of this world, below a folder."""
    tables, home = folder / "tables", DataFolder(folder / "data")
    tables.mkdir()
    for name, text in TABLES.items():
        (tables / f"{name}.csv").write_text(text, encoding="utf-8")
    load_curated(home, [tables])
    return home
