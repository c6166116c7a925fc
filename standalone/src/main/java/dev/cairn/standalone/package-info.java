/**
 * The programs. {@link dev.cairn.standalone.StandaloneApplication} is everything in one JVM: the four services, an embedded
 * ZooKeeper, the file log and a volume folder. Package {@code process} has each service as a process of its own.
 */
@NullMarked
package dev.cairn.standalone;

import org.jspecify.annotations.NullMarked;
