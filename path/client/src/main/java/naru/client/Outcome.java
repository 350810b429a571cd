package naru.client;

import java.util.Optional;
import naru.base.Failure;
import naru.http.ResponseHead;
import naru.trace.TraceId;

/**
 * How a trip ended.
 *
 * @param trace where to read about it
 * @param head the final response head, if one came
 * @param failure why there was no whole response, if there was none
 */
public record Outcome(TraceId trace, Optional<ResponseHead> head, Optional<Failure> failure) {}
