package dev.cairn.btree;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the memory of pages that no checkpoint has written yet and that can therefore not be dropped. A page counts once a
 * checkpoint: with its first copy after the snapshot that the checkpoint writes. Safe for use by any thread.
 */
final class DirtyPages {

    private final AtomicLong sinceLast = new AtomicLong();
    private volatile long beingWritten;

    /** What is of this generation or older is on disk, or on its way there. */
    private volatile long cleanGeneration;

    /** A page of some generation was copied to be changed. */
    void copied(long ofGeneration, int bytes) {
        if (ofGeneration <= cleanGeneration) {
            sinceLast.addAndGet(bytes);
        }
    }

    void added(int bytes) {
        sinceLast.addAndGet(bytes);
    }

    void checkpointBegins(long ofGeneration) {
        cleanGeneration = ofGeneration;
        beingWritten = sinceLast.getAndSet(0);
    }

    void checkpointFailed() {
        sinceLast.addAndGet(beingWritten);
        beingWritten = 0;
    }

    void checkpointDone() {
        beingWritten = 0;
    }

    long bytes() {
        return sinceLast.get() + beingWritten;
    }
}
