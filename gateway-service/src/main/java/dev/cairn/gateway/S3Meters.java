package dev.cairn.gateway;

import dev.cairn.gateway.s3.S3Monitor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the S3 server tells into meters and log lines. Safe for use by any thread. */
final class S3Meters implements S3Monitor {

    private static final Logger LOG = LoggerFactory.getLogger(S3Meters.class);

    private final Timer.Builder requests = Timer.builder("cairn.gateway.s3.requests")
            .description("Requests to the S3 endpoint, by operation and status");
    private final MeterRegistry registry;
    private final Counter received;
    private final Counter sent;

    S3Meters(MeterRegistry registry) {
        this.registry = registry;
        received = Counter.builder("cairn.gateway.s3.received")
                .baseUnit("bytes")
                .description("Bytes of bodies that S3 clients sent")
                .register(registry);
        sent = Counter.builder("cairn.gateway.s3.sent")
                .baseUnit("bytes")
                .description("Bytes of objects that were sent to S3 clients")
                .register(registry);
    }

    @Override
    public void finished(String operation, int status, long nanos, long bytesIn, long bytesOut) {
        requests.withRegistry(registry)
                .withTags("operation", operation, "status", Integer.toString(status))
                .record(Duration.ofNanos(nanos));
        received.increment((double) bytesIn);
        sent.increment((double) bytesOut);
    }

    @Override
    public void failed(String requestId, Throwable cause) {
        LOG.atError().addKeyValue("requestId", requestId).setCause(cause).log("S3 request failed");
    }
}
