package dev.cairn.testkit;

import java.util.function.Predicate;

/**
 * A step of a component that has a name, so that a test can put a fault exactly there and say so.
 *
 * @param disk which of the disks of a {@link FaultInjector} it is about
 */
public record FaultPoint(String name, String disk, Predicate<DiskStep> steps) {

    @Override
    public String toString() {
        return name;
    }
}
