/**
 * File data: chunks in append-only segments, written with one sync for many, read with every byte verified.
 *
 * <pre>
 * append: body -> chunk (header, bytes, checksums) -> room in a leased segment -> shared sync -> locations
 * read:   location -> header and checksums verified -> blocks verified -> caller
 * </pre>
 *
 * <p>{@link dev.cairn.block.LocalBlockService} is the way in. It leases segments through
 * {@link dev.cairn.block.allocation.SegmentLeases} and keeps them in a {@link dev.cairn.block.SegmentStore}. Nothing
 * here knows a framework; events leave through {@link dev.cairn.block.BlockMonitor}.
 */
@NullMarked
package dev.cairn.block;

import org.jspecify.annotations.NullMarked;
