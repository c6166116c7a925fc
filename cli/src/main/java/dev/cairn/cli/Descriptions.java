package dev.cairn.cli;

/** What several commands say of the same argument. */
final class Descriptions {

    static final String FILE = "A path from the root, or ino:NUMBER.";
    static final String FROM = "A local file, or - for standard input.";
    static final String TIME = "Such as 2026-07-01T12:00:00.5Z.";
    static final String OFFSET = "First byte, such as 0, 64K or 1G (default: ${DEFAULT-VALUE}).";
    static final String LENGTH = "Number of bytes (default: to the end).";
    static final String VERSION = "Data version that the call is meant for (default: the one the file has now).";
    static final String LIMIT = "Print at most so many (default: all).";

    private Descriptions() {}
}
