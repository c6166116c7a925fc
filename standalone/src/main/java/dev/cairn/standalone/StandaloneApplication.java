package dev.cairn.standalone;

import dev.cairn.kernel.CairnException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.annotation.Import;

/** {@code ./cairn start}: all four services in this JVM. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(StandaloneConfiguration.class)
public class StandaloneApplication {

    /**
     * Starts and returns when everything serves; the process then lives until it is told to stop.
     *
     * @param arguments properties such as {@code --cairn.data=DIR}
     */
    public static void main(String[] arguments) {
        var application = new SpringApplication(StandaloneApplication.class);
        application.setDefaultProperties(Map.of("spring.config.name", "standalone"));
        System.setProperty("spring.config.name", "standalone");
        try {
            application.run(arguments);
        } catch (RuntimeException failure) {
            // One line that says what is wrong, behind all the frameworks have to say about it.
            System.err.println("cairn: " + reasonOf(failure));
            System.exit(1);
        }
    }

    private static String reasonOf(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null && !saysEnough(at)) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    /** What lies below these says less: no port, no file. */
    private static boolean saysEnough(Throwable failure) {
        return failure instanceof DataFolderInUseException
                || failure instanceof CairnException
                || failure instanceof PortInUseException
                || failure instanceof UncheckedIOException;
    }
}
