package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.util.List;

/** The bytes that a put, a part or a stage brings. */
public sealed interface NewContent {

    long size();

    /** No bytes at all. */
    record Empty() implements NewContent {
        @Override
        public long size() {
            return 0;
        }
    }

    /** Few enough to live in the metadata: at most {@link MetadataLimits#INLINE_BYTES_MAX}. */
    record Inline(Bytes bytes) implements NewContent {
        @Override
        public long size() {
            return bytes.length();
        }
    }

    /** Durable in segments; at most {@link MetadataLimits#EXTENTS_PER_CALL_MAX} stored extents without gaps, from 0. */
    record Stored(List<Extent> extents) implements NewContent {
        public Stored {
            extents = List.copyOf(extents);
        }

        @Override
        public long size() {
            return extents.isEmpty() ? 0 : extents.getLast().end();
        }
    }

    /** Built before with {@link Contents#begin} and {@link Contents#append}. */
    record Built(ContentId content, long size) implements NewContent {}
}
