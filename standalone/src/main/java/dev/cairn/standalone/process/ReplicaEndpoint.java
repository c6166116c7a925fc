package dev.cairn.standalone.process;

import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/replica}: who leads, for people and programs that watch a failover. */
@Endpoint(id = "replica")
public final class ReplicaEndpoint {

    private final Supplier<ReplicaReport> report;

    ReplicaEndpoint(Supplier<ReplicaReport> report) {
        this.report = report;
    }

    @ReadOperation
    public ReplicaReport replica() {
        return report.get();
    }
}
