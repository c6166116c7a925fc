/**
 * Whether what clients saw can be explained by one object that did their operations one after the other.
 *
 * <p>A test records what its clients asked and were answered in a {@link dev.cairn.testkit.history.History}, says with a
 * {@link dev.cairn.testkit.history.SequentialModel} what a single honest object would have answered, and lets the
 * {@link dev.cairn.testkit.history.LinearizabilityChecker} look for an order that fits both. Nothing here knows a clock:
 * only the order of calls and answers counts.
 */
@NullMarked
package dev.cairn.testkit.history;

import org.jspecify.annotations.NullMarked;
