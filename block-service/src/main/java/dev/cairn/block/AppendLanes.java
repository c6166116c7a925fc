package dev.cairn.block;

/**
 * The lanes of an instance. Small bodies have their own, so that their syncs carry no large body's bytes to the disk.
 */
record AppendLanes(AppendLane small, AppendLane large) implements AutoCloseable {

    @Override
    public void close() {
        // A body of unknown length that turned out small is counted in one lane and written in the other.
        small.awaitIdle();
        large.awaitIdle();
        small.close();
        large.close();
    }
}
