/**
 * {@link dev.cairn.api.block.BlockService} over HTTP, whole bodies.
 *
 * <pre>
 * POST /blocks?owner=O&amp;offset=F    body = bytes      -> 200, locations
 * GET  /blocks?at=LOCATION                           -> 200, the bytes
 * GET  /blocks/usage                                 -> 200, three numbers
 * </pre>
 *
 * Errors carry the headers {@code Cairn-Code} and {@code Cairn-Reason} and the message as the body.
 */
@NullMarked
package dev.cairn.rpc.block;

import org.jspecify.annotations.NullMarked;
