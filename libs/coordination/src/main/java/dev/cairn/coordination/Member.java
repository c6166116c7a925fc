package dev.cairn.coordination;

import java.util.Map;
import java.util.UUID;

/**
 * One incarnation of a process: a restarted process is another member.
 *
 * @param id random, never used again
 * @param host a name or address by which the other members reach it
 * @param ports where it listens, by name, such as {@code grpc} and {@code http}. The refusal of all of them is how
 *     others learn at once that the process has ended, so there should be at least one, and it must listen before the
 *     member stands for election.
 */
public record Member(String id, ServiceName service, String host, Map<String, Integer> ports) {

    public Member {
        if (id.isEmpty() || id.length() > CoordinationLimits.NAME_LENGTH_MAX || id.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not a member id: '" + id + "'");
        }
        if (host.isEmpty() || host.length() > CoordinationLimits.NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("not a host: '" + host + "'");
        }
        if (ports.size() > CoordinationLimits.PORTS_MAX) {
            throw new IllegalArgumentException("a member has at most " + CoordinationLimits.PORTS_MAX + " ports");
        }
        ports.forEach((name, port) -> {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port " + name + " out of range: " + port);
            }
        });
        ports = Map.copyOf(ports);
    }

    /** A new incarnation. */
    public static Member incarnation(ServiceName service, String host, Map<String, Integer> ports) {
        return new Member(UUID.randomUUID().toString(), service, host, ports);
    }

    /** Whether both would listen on the same ports of the same host, so that at most one of them can be running. */
    boolean hasAddressOf(Member other) {
        return !ports.isEmpty() && host.equals(other.host) && ports.equals(other.ports);
    }

    @Override
    public String toString() {
        return service + " " + id + " at " + host + ports;
    }
}
