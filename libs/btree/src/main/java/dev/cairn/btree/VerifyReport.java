package dev.cairn.btree;

import java.util.List;

/**
 * What a check of a whole tree found.
 *
 * @param problems each names the place and what is wrong; empty for a whole tree
 */
public record VerifyReport(long items, long pages, long pageBytes, List<String> problems) {

    public VerifyReport {
        problems = List.copyOf(problems);
    }

    public boolean isWhole() {
        return problems.isEmpty();
    }
}
