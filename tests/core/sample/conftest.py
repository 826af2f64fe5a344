import pytest

from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.sample.county import sample_county
from landguard_plugin.core.sample.plan import CountyPlan
from landguard_plugin.storage.sample_book import sample_book


@pytest.fixture(scope="session")
def book():
    return sample_book()


@pytest.fixture(scope="session")
def small(book):
    """Return the small county every user meets first."""
    return sample_county(CountyPlan(), book, Unwatched())


@pytest.fixture(scope="session")
def middling(book):
    """Return a county large enough for every kind of change and defect."""
    return sample_county(CountyPlan(patches=2_500, seed=7), book, Unwatched())
