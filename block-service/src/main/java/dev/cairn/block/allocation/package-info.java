/**
 * Who may write which segment, and when a segment's storage may go.
 *
 * <p>One leader keeps the list of segments in a replicated tree. A writer leases segments through
 * {@link dev.cairn.block.allocation.SegmentLeases} and seals them; the reclaimer retires sealed segments in which
 * nothing lives and deletes them.
 *
 * <pre>
 * OPEN(lease) -- seal --> SEALED -- nothing lives, metadata forbids new references --> RETIRED -- deleted --> (gone)
 * </pre>
 */
@NullMarked
package dev.cairn.block.allocation;

import org.jspecify.annotations.NullMarked;
