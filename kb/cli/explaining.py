"""How an answer was found and how each score comes about, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kb.model.result import Hit, SearchRequest, SearchResponse


def how(response: SearchResponse) -> Iterator[str]:
    """Language, parts in use and names added to a question."""
    asked = response.request
    said = [f"{name} {'on' if on else 'off'}" for name, on in switches(asked).items()]
    yield f"Searched as {response.language}: {', '.join(said)}"
    names: dict[str, list[str]] = {}
    for own, other in response.expansions:
        names.setdefault(own, []).append(other)
    for own, others in names.items():
        yield f"Glossary: {own} → {', '.join(dict.fromkeys(others))}"
    if asked.leave_out:
        yield f"Left out: {', '.join(asked.leave_out)}"
    if asked.as_words:
        yield f"Taken as words: {', '.join(asked.as_words)}"


def switches(request: SearchRequest) -> Mapping[str, bool]:
    """The parts of a search and whether they are in use, by the names that the options have."""
    return {
        "words": request.keyword,
        "meaning": request.semantic,
        "synonyms": request.expand,
        "conditions": request.understand,
    }


def arithmetic(hit: Hit) -> str:
    """The sum that makes the score."""
    parts = hit.parts
    shares = [f"{parts.keyword_weight:.2f} × keyword {parts.keyword:.2f}"] if parts.keyword_weight else []
    if parts.semantic_weight:
        shares.append(f"{parts.semantic_weight:.2f} × meaning {parts.semantic or 0:.2f}")
    factors = "".join(f" × {name.replace('_', ' ')} {factor:.2f}" for name, factor in parts.factors)
    both = " + ".join(shares)
    fused = f"{f'({both})' if factors and len(shares) > 1 else both}{factors}"
    if parts.rerank is None or parts.judgement is None:
        return f"score {hit.score:.2f} = {fused}"
    judged = f"{parts.rerank_weight:.2f} × {parts.rerank:.2f} (reranking model: {parts.judgement:.2f})"
    return f"score {hit.score:.2f} = {1 - parts.rerank_weight:.2f} × ({fused}) + {judged}"
