package dev.cairn.gateway.rest;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.gateway.data.CallContexts;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the gateway reaches the metadata of the volume: without it nothing can be served. */
final class ServicesHealth implements HealthIndicator {

    /** Whoever asks for health does not wait long. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Namespace namespace;
    private final CallContexts contexts;

    ServicesHealth(Namespace namespace, CallContexts contexts) {
        this.namespace = namespace;
        this.contexts = contexts;
    }

    @Override
    public Health health() {
        try {
            namespace.lookup(contexts.of(Caller.system()).reading(), FileRef.inode(InodeNumber.ROOT), Set.of());
            return Health.up().build();
        } catch (CairnException e) {
            return Health.down().withDetail("code", e.code().name()).build();
        }
    }
}
