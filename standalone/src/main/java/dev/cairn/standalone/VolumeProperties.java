package dev.cairn.standalone;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code cairn.volume.*}: the folder in which file data lies.
 *
 * @param capacity what segments may take at most ({@code capacity}, default: all of the file system)
 * @param reserve what stays free on the file system, so that deletion always works ({@code reserve}, default 1GB)
 */
@ConfigurationProperties("cairn.volume")
public record VolumeProperties(
        @DefaultValue("1048576TB") DataSize capacity,
        @DefaultValue("1GB") DataSize reserve) {}
