package naru.admin;

import java.util.function.Supplier;
import naru.base.Metrics;
import naru.trace.TraceStore;
import naru.trace.Tracer;

/**
 * What the admin API looks at and steers, filled by the app.
 *
 * <p>Everything here is asked on virtual threads, by many at a time: it may block, and must be safe
 * for that.
 *
 * @param version the program's
 * @param store where the traces are
 * @param tracer drained before traces are read, so that what just ended is there
 * @param token who may ask
 * @param health how the parts are
 * @param decisions what would become of a request
 * @param reload reads the config file again
 * @param inventory what there is
 * @param cache the cache's entries
 * @param targets how the servers behind the gateway are used
 * @param certificates the CA's public side
 */
public record AdminParts(
    String version,
    TraceStore store,
    Tracer tracer,
    Metrics metrics,
    AdminToken token,
    Supplier<HealthReport> health,
    Decisions decisions,
    Reload reload,
    Inventory inventory,
    CacheDesk cache,
    TargetDesk targets,
    Certificates certificates) {}
