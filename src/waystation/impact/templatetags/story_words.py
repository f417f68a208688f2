"""The words of stories, for templates."""

from django import template

from waystation.impact.stories.wording import called

register = template.Library()
register.filter("story_word", called)


@register.filter
def paragraphs(text: str) -> list[str]:
    """Part a text where its writer left an empty line."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
