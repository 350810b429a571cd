package naru.trace;

import naru.base.Place;

/**
 * Why a cache lets a request pass: one of few combinations, made once and told often.
 *
 * @param reason RFC 9211's {@code fwd}
 * @param detail which field or rule; may be empty
 * @param place the route's cache setting
 */
public record ForwardFacts(String reason, String detail, Place place) {}
