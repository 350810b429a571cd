package naru.bench.load;

/**
 * What one run of a load saw.
 *
 * @param operations requests or questions that were answered
 * @param errors answers that were wrong or did not come
 * @param opsPerSecond answered, in a second
 * @param p99Millis so long took all but the slowest hundredth
 */
public record Reading(long operations, long errors, double opsPerSecond, double p99Millis) {}
