/**
 * File bytes on their way through the gateway: from a request into segments and a metadata transaction, and from
 * extents to a response. The S3 and REST edges share it.
 *
 * <p>{@link dev.cairn.gateway.data.ContentWriter} stores a body and commits it, {@link
 * dev.cairn.gateway.data.ContentReader} reads a range of a file, and {@link dev.cairn.gateway.data.CallContexts} gives
 * every call to the services its identity and deadline. Nothing here knows HTTP beyond the syntax of ranges.
 */
@NullMarked
package dev.cairn.gateway.data;

import org.jspecify.annotations.NullMarked;
