package dev.cairn.gateway.data;

import java.time.Duration;

/**
 * How long the gateway waits for the services.
 *
 * @param callTime for one call to a service, repeats after a change of leader included
 * @param transferTime for one piece of a body of at most {@link GatewayLimits#APPEND_BYTES_MAX}, which the client's own
 *     speed bounds
 */
public record CallSettings(Duration callTime, Duration transferTime) {

    public static final CallSettings DEFAULT = new CallSettings(Duration.ofSeconds(30), Duration.ofHours(1));
}
