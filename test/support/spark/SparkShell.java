import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/** One Spark session with Delta: a SQL statement a line comes in, an array of JSON rows (or an error) a line goes out. */
public class SparkShell {
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    SparkSession spark = SparkSession.builder()
        .master("local[2]")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.databricks.delta.retentionDurationCheck.enabled", "false")
        .config("spark.sql.jsonGenerator.ignoreNullFields", "false")
        .config("spark.sql.warehouse.dir", arguments[0])
        .config("spark.ui.enabled", "false")
        .getOrCreate();
    out.println("ready");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      try {
        out.println("[" + String.join(",", spark.sql(line).toJSON().collectAsList()) + "]");
      } catch (Exception error) {
        out.println("error " + String.valueOf(error.getMessage()).replaceAll("\\s+", " "));
      }
    }
    Runtime.getRuntime().halt(0);
  }
}
