/**
 * The interfaces of Cairn's services and the values they exchange. Servers implement them, remote clients implement
 * them over gRPC and HTTP, and in one JVM they are called directly: a caller cannot tell the difference.
 *
 * <p>All calls block; callers run on virtual threads. Every call carries a deadline. A failed call throws
 * {@link dev.cairn.kernel.CairnException} with a typed code.
 */
@NullMarked
package dev.cairn.api;

import org.jspecify.annotations.NullMarked;
