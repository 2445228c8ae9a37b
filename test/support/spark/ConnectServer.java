import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connect.service.SparkConnectService;
import org.apache.spark.sql.connect.service.SparkConnectService$;

/** A Spark Connect server with Delta; says its port, and ends when its input does. Arguments: folder, master, port, then key=value. */
public class ConnectServer {
  public static void main(String[] arguments) throws Exception {
    java.io.PrintStream out = System.out;
    System.setOut(System.err);
    SparkSession.Builder builder = SparkSession.builder()
        .master(arguments[1])
        .config("spark.connect.grpc.binding.port", arguments[2])
        .config("spark.connect.grpc.binding.address", "127.0.0.1")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.sql.warehouse.dir", arguments[0])
        .config("spark.ui.enabled", "false");
    for (int index = 3; index < arguments.length; index++) {
      String[] pair = arguments[index].split("=", 2);
      builder = builder.config(pair[0], pair[1]);
    }
    SparkSession spark = builder.getOrCreate();
    SparkConnectService.start(spark.sparkContext());
    out.println("ready " + SparkConnectService$.MODULE$.localPort());
    while (System.in.read() >= 0) {
      // Whoever started it is still there.
    }
    Runtime.getRuntime().halt(0);
  }
}
