package dev.cairn.btree;

/**
 * How a tree does.
 *
 * @param items in the newest published version
 * @param height levels, 1 for a single leaf
 * @param fileBytes what the file takes
 * @param freeBytes of them free
 * @param residentBytes of leaves that are in memory and could be dropped
 * @param dirtyBytes of pages in memory that no checkpoint has written yet, about
 * @param pageLoads pages read since the tree was opened
 */
public record TreeStatistics(
        long items, int height, long fileBytes, long freeBytes, long residentBytes, long dirtyBytes, long pageLoads) {}
