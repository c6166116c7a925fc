/**
 * What tests of every module share: clocks that tests drive, a disk that forgets what was not synced, seeds that are
 * printed, and waiting for a condition instead of sleeping.
 */
@NullMarked
package dev.cairn.testkit;

import org.jspecify.annotations.NullMarked;
