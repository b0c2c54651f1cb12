# temporary: until the entities are at the desk
from timeline.desk.reference import read_full_date
from timeline.reading.filters import country
def given_country(c): return country(c)
def given_date(o,t): return read_full_date(t)
known_reference=None
