package dev.cairn.standalone;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code cairn.volume.*}: the folder in which file data lies.
 *
 * @param folder where segments lie, the same for all instances of a block-service ({@code folder}, default: {@code volume}
 *     in the data folder); only where each service is a process
 * @param capacity what segments may take at most ({@code capacity}, default: all of the file system)
 * @param reserve what stays free on the file system, so that deletion always works ({@code reserve}, default 1GB)
 */
@ConfigurationProperties("cairn.volume")
public record VolumeProperties(
        @DefaultValue("") String folder,
        @DefaultValue("1048576TB") DataSize capacity,
        @DefaultValue("1GB") DataSize reserve) {

    /** The folder that was set, or this one. */
    public Path folderOr(Path otherwise) {
        return folder.isEmpty() ? otherwise : Path.of(folder);
    }
}
