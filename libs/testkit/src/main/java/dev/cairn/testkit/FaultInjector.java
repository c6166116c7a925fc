package dev.cairn.testkit;

import java.io.IOException;

/**
 * Puts one fault at one point, over all disks of a machine. Safe for use by any thread.
 *
 * <pre>
 * armed --the n-th step of the point--> struck --{@link #heal}--> healed
 * </pre>
 */
public final class FaultInjector {

    /** What happens at the point. */
    public enum Fault {
        /** The machine loses power: nothing more is done, and what was not synced is left to chance. */
        POWER_LOSS,
        /** The process is killed: nothing more is done, and what was done stays. */
        KILL,
        /** The step fails, and those after it do not. */
        IO_ERROR,
        /** The step fails because the disk is full, and those after it do not. */
        DISK_FULL
    }

    private final FaultPoint point;
    private final Fault fault;
    private final int nth;
    private final Runnable powerLoss;

    /** Guarded by this, like the two below. */
    private int met;

    private boolean hasStruck;
    private boolean isHealed;

    /** @param powerLoss lets all disks of the machine crash */
    public FaultInjector(FaultPoint point, Fault fault, int nth, Runnable powerLoss) {
        this.point = point;
        this.fault = fault;
        this.nth = nth;
        this.powerLoss = powerLoss;
    }

    /** Watches a disk under a name. */
    public void watch(String name, SimulatedDisk disk) {
        disk.intercept(step -> before(name, step));
    }

    private void before(String disk, DiskStep step) throws IOException {
        if (isOver()) {
            throw new IOException("nobody is there to do the " + step);
        }
        if (strikes(disk, step)) {
            if (fault == Fault.POWER_LOSS) {
                powerLoss.run();
            }
            throw new IOException(
                    fault == Fault.DISK_FULL ? "No space left on device" : "injected " + fault + " before the " + step);
        }
    }

    private synchronized boolean isOver() {
        return hasStruck && !isHealed && (fault == Fault.POWER_LOSS || fault == Fault.KILL);
    }

    private synchronized boolean strikes(String disk, DiskStep step) {
        if (hasStruck
                || isHealed
                || !disk.equals(point.disk())
                || !point.steps().test(step)
                || ++met < nth) {
            return false;
        }
        hasStruck = true;
        return true;
    }

    public synchronized boolean hasStruck() {
        return hasStruck;
    }

    /** Ends all faults, so that the next process can use the disks; whoever used them before must have ended. */
    public synchronized void heal() {
        isHealed = true;
    }
}
