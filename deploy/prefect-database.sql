CREATE DATABASE prefect OWNER hoptac;
