package dev.cairn.api.metadata;

import dev.cairn.kernel.InodeNumber;
import java.util.List;
import java.util.Map;

/**
 * What a check of all items of a shard found.
 *
 * @param items how many items were read
 * @param inodes how many of them are inodes
 * @param rules each rule that was applied, with how often it was broken, all counted
 * @param findings the first of them, at most {@link MetadataLimits#CHECK_FINDINGS_MAX}
 */
public record CheckReport(long items, long inodes, Map<String, Long> rules, List<Finding> findings) {

    public CheckReport {
        rules = Map.copyOf(rules);
        findings = List.copyOf(findings);
    }

    /** Whether everything that can be derived from inodes and extents is as it must be. */
    public boolean isClean() {
        return rules.values().stream().allMatch(count -> count == 0);
    }

    /**
     * One place where a rule is broken.
     *
     * @param rule stable name
     * @param inode the inode, content, segment or other number it is about; 0 if none
     * @param detail for people
     */
    public record Finding(String rule, InodeNumber inode, String detail) {}
}
