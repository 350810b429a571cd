package naru.bench.report;

/**
 * One round of one case on one subject.
 *
 * @param name of the case
 * @param cpuMicrosPerOp user and system time of the subject's processes, for each answer
 * @param p99Millis not a number where nothing measured it
 * @param errors answers that were wrong or did not come
 */
public record Sample(
    String name,
    String subject,
    double cpuMicrosPerOp,
    double opsPerSecond,
    double p99Millis,
    long errors) {}
