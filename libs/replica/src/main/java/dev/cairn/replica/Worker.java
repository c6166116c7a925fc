package dev.cairn.replica;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs tasks one after the other, in the order they were given. Safe for use by any thread. */
public interface Worker extends Executor, AutoCloseable {

    /** Runs a task; it is dropped if the worker was closed. */
    @Override
    void execute(Runnable task);

    /** Runs a task when a time has passed, behind those that wait then. */
    void schedule(Duration delay, Runnable task);

    /** Runs what was given to {@link #execute} and takes no more; does not wait. Closing twice is harmless. */
    @Override
    void close();
}
