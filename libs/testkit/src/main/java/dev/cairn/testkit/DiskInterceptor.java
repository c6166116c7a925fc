package dev.cairn.testkit;

import java.io.IOException;

/** Stands between a {@link SimulatedDisk} and those who use it; called under the lock of the disk. */
public interface DiskInterceptor {

    /** Lets everything pass. */
    DiskInterceptor NONE = step -> {};

    /** Called before a step; if it throws, the step is not done. It must throw if it lets the disk crash. */
    void before(DiskStep step) throws IOException;
}
