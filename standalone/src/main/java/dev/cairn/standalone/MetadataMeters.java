package dev.cairn.standalone;

import dev.cairn.metadata.MetadataNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * What a metadata shard tells of itself.
 *
 * @param node the shard
 */
public record MetadataMeters(MetadataNode node) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("cairn.metadata.epoch", node, it -> it.leading().value())
                .description("Epoch that this process leads, 0 while it leads nothing")
                .register(registry);
        Gauge.builder(
                        "cairn.metadata.position",
                        node,
                        it -> it.status().durable().index())
                .description("Index of the last durable log entry")
                .register(registry);
        Gauge.builder("cairn.metadata.queue", node, it -> it.status().queued())
                .description("Changes that wait to be decided")
                .register(registry);
    }
}
