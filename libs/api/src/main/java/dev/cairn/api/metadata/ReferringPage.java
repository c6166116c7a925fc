package dev.cairn.api.metadata;

import java.util.List;

/**
 * Some entries that refer to an inode, by (directory, name).
 *
 * @param isComplete whether there was none behind them (the {@code last} flag of REF-2)
 */
public record ReferringPage(List<ReferringEntry> entries, boolean isComplete) {

    public ReferringPage {
        entries = List.copyOf(entries);
    }
}
