"""What the demo tells: furnished by the true hands, and public as a reader sees it."""

from waystation.cases.tests.builders import NOW, TODAY
from waystation.giving.tests.site import at_site, visitor
from waystation.impact.stories import queries
from waystation.impact.tests.office import _own_home, people
from waystation.testing import demo_stories

__all__ = ["_own_home", "at_site", "people", "visitor"]


def test_two_stories_of_long_ago_are_told_and_a_third_waits(people, visitor):
    demo_stories.furnish(people.julia, people.levi, people.allan, NOW)

    told = queries.published("ko", TODAY)
    assert {one.title for one in told} == {"이쪽을 위로", "일등석"}
    assert all(one.is_historical and "1872" in one.source for one in told)
    (waits,) = [one for one in queries.lines(people.levi.keyring, TODAY) if one.state == "draft"]
    assert waits.title == "The old chest"
    page = visitor.get("/ko/stories/this-side-up/").content.decode()
    assert "나무 상자 그림" in page
    assert visitor.get("/en/stories/the-old-chest/").status_code == 404
