package dev.cairn.gateway.rest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts the bytes of file bodies. */
final class TransferMeters {

    private final Counter received;
    private final Counter sent;

    TransferMeters(MeterRegistry registry) {
        received = Counter.builder("cairn.gateway.rest.received")
                .baseUnit("bytes")
                .description("Bytes of files that REST clients sent and that were stored")
                .register(registry);
        sent = Counter.builder("cairn.gateway.rest.sent")
                .baseUnit("bytes")
                .description("Bytes of files that were sent to REST clients, as announced in the answers")
                .register(registry);
    }

    void received(long bytes) {
        received.increment((double) bytes);
    }

    void sent(long bytes) {
        sent.increment((double) bytes);
    }
}
