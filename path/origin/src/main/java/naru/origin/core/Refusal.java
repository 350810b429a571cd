package naru.origin.core;

import naru.base.Code;

/**
 * Why somebody gets no file. The answer beside it has status and fields; who sends it says the rest
 * in its own way.
 *
 * @param detail a sentence
 * @param hasPage whether the answer is a page of the site's own that says so
 */
public record Refusal(Code code, String detail, boolean hasPage) {}
