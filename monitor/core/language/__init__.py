"""Languages: folding, words, inflection, detection. The shipped concepts are data beside the code."""

from monitor.core.language.detect import detect
from monitor.core.language.fold import fold
from monitor.core.language.inflect import forms

__all__ = ["detect", "fold", "forms"]
