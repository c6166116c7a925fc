package dev.cairn.api.metadata;

import java.util.List;
import java.util.OptionalLong;

/**
 * Blocks of a file by state; what no run covers is a hole.
 *
 * @param runs in order; neighbours of one state are one run
 * @param next where to go on, empty when all of the range is told
 */
public record ExtentMap(List<Run> runs, OptionalLong next) {

    public ExtentMap {
        runs = List.copyOf(runs);
    }

    /** What a block holds. */
    public enum State {
        ONLINE,
        OFFLINE,
        UNWRITTEN
    }

    /**
     * Whole blocks of one state.
     *
     * @param offset first byte
     * @param length bytes
     * @param isLast whether nothing but a hole follows in the file
     */
    public record Run(long offset, long length, State state, boolean isLast) {

        public long end() {
            return offset + length;
        }
    }
}
