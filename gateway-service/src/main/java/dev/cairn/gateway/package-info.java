/**
 * The HTTP edge: S3 on a port of its own, REST, health and metrics, all on the services' interfaces.
 *
 * <p>{@link dev.cairn.gateway.GatewayConfiguration} wires it into a Boot application. A gateway holds no state that
 * matters: killing one costs its requests in flight.
 */
@NullMarked
package dev.cairn.gateway;

import org.jspecify.annotations.NullMarked;
